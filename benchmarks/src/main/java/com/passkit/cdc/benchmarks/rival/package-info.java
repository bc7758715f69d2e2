/** mysql-binlog-connector-java, used as its users do: the yardstick. */
package com.passkit.cdc.benchmarks.rival;

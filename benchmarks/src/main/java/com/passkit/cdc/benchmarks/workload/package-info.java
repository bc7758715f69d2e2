/** Binlog files to measure with, made without a server and the same on every machine. */
package com.passkit.cdc.benchmarks.workload;

/** The way in: JMH by default, the side-by-side with another connector by its name. */
package com.passkit.cdc.benchmarks;

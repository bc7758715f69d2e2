/** Handlers that take what the decoder hands out, each up to one stage of the way. */
package com.passkit.cdc.benchmarks.replay;

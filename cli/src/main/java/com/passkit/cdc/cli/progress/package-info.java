/** Progress on a terminal. */
package com.passkit.cdc.cli.progress;

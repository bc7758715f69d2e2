/** The command line: one thin class a command, and the one mapping from errors to exit codes. */
package com.passkit.cdc.cli;

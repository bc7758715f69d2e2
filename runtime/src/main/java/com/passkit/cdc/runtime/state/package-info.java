/** Durable files of one connector: the directory, its lock, and files with version and checksum. */
package com.passkit.cdc.runtime.state;

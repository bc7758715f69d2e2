package com.passkit.cdc.snapshot.catalog;

/**
 * A binary log file that the server still has.
 *
 * @param name   file name
 * @param length bytes
 */
public record BinaryLog(String name, long length) {
}

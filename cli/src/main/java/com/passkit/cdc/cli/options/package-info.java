/** Options that commands share: picocli's annotations, and which key of the configuration each one sets. */
package com.passkit.cdc.cli.options;

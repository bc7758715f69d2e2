/** The admin endpoint of a running connector: health, metrics and status over HTTP. */
package com.passkit.cdc.cli.admin;

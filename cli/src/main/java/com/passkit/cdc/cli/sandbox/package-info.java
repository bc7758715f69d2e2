/** A local PassKit to deliver to: takes batches, keeps the records they lead to, and shows both on a page. */
package com.passkit.cdc.cli.sandbox;

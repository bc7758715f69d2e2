/** What is configured for tables and columns: which rows are delivered, and what is hidden of a value. */
package com.passkit.cdc.runtime.rules;

/** Change events as JSON, written straight into a buffer. */
package com.passkit.cdc.runtime.encode;

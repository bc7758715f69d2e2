/** Settings of the engine and the engine itself. */
package com.passkit.cdc.runtime;

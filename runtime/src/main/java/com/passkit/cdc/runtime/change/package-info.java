/** Changes as the rest of the runtime sees them, whatever they come from. */
package com.passkit.cdc.runtime.change;

/** Where changes come from, and the supervisor that keeps them coming. */
package com.passkit.cdc.runtime.source;

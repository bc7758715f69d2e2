/** Events that the receiver would not take: kept in files, listed, sent again, dropped. */
package com.passkit.cdc.runtime.deadletter;

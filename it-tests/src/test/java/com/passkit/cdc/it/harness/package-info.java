/** What scenarios are made of: real servers, the connector as a process, a receiver, and a view of what it received. */
package com.passkit.cdc.it.harness;

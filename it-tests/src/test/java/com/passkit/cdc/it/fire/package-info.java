/** The proof under fire: the whole connector, while everything around it fails at random. */
package com.passkit.cdc.it.fire;

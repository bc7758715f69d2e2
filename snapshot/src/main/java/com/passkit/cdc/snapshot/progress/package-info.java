/** How far a snapshot is: counted where rows are read, asked for from anywhere. */
package com.passkit.cdc.snapshot.progress;

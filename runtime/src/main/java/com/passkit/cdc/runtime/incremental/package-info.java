/** Tables read beside the stream: pieces between two marks, reconciled with the changes in between by key. */
package com.passkit.cdc.runtime.incremental;

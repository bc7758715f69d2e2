/** The key of a table in SQL: its values as literals, its order, and conditions for what lies beside a key. */
package com.passkit.cdc.snapshot.key;

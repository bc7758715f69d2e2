/** What the server has and lacks: tables, definitions, settings, privileges. */
package com.passkit.cdc.snapshot.catalog;

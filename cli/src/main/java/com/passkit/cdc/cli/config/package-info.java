/** The configuration: a YAML file, the environment and flags, read strictly into the settings of the engine. */
package com.passkit.cdc.cli.config;

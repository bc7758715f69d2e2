/** Everything on this machine: a private MySQL server, a sandbox to deliver to, and a workload between them. */
package com.passkit.cdc.cli.demo;

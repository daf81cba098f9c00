/** What people see: tables, sizes, a progress bar, the terminal itself. */
@NullMarked
package dev.rbdgate.cli.terminal;

import org.jspecify.annotations.NullMarked;

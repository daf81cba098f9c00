/** What a command is: its words, its syntax, and what it may use to do its work. */
@NullMarked
package dev.rbdgate.cli.command;

import org.jspecify.annotations.NullMarked;

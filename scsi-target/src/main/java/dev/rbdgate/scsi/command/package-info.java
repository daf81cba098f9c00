/**
 * The device server's commands (SPC-5, SBC-4): one file each, and the table that finds them. A new
 * command is a record here, its entries in its own file, and its line in {@link
 * dev.rbdgate.scsi.command.CommandTable}.
 */
@NullMarked
package dev.rbdgate.scsi.command;

import org.jspecify.annotations.NullMarked;

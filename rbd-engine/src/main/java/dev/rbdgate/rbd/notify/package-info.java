/** What the clients that share an image tell each other through the watches of its header. */
@NullMarked
package dev.rbdgate.rbd.notify;

import org.jspecify.annotations.NullMarked;

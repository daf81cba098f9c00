package dev.rbdgate.gateway.control;

import java.util.function.DoubleConsumer;

/** What running work tells, the done part from 0 to 1, and what it asks now and then. */
interface Progress extends DoubleConsumer {

    /** Whether it is to end soon, undone. Only work that can be cancelled need ask. */
    boolean isCancelled();
}

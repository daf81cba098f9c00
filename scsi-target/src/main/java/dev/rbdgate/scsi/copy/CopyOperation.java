package dev.rbdgate.scsi.copy;

import org.jspecify.annotations.Nullable;

/**
 * A copy that its initiator can ask about, during and after it.
 *
 * @param serviceAction of the command that asked for it
 * @param background whether that command has ended before the copy
 * @param job null for a token that was made: that takes no time
 * @param token that was made; null for a copy
 */
record CopyOperation(
        int serviceAction, boolean background, @Nullable CopyJob job, @Nullable RodToken token) {

    CopyState state() {
        return job == null ? CopyState.DONE : job.state();
    }

    boolean isRunning() {
        return state() instanceof CopyState.Running;
    }

    long bytes() {
        if (job != null) {
            return job.bytes();
        }
        return token == null ? 0 : token.byteCount();
    }

    int segments() {
        return job == null ? 0 : job.segments();
    }

    int operations() {
        return job == null ? 0 : job.operations();
    }
}

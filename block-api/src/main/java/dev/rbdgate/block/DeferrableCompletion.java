package dev.rbdgate.block;

/**
 * A completion whose call a decorator may hold back, and which can be taken back while it waits.
 */
public interface DeferrableCompletion extends Completion {

    /** Who the call is for. Calls of one origin are not to hold up those of another. */
    Object origin();

    /** Whether somebody still wants the call to be carried out. */
    boolean isWanted();

    /**
     * The call waits.
     *
     * @param withdraw takes it out, which completes it, if it still waits
     */
    void deferred(Runnable withdraw);

    /** The call waits no longer. */
    void resumed();
}

package dev.rbdgate.gateway.history;

import java.util.List;
import java.util.function.Supplier;

/**
 * What all sessions have done since each began.
 *
 * @param sessions those there are
 */
public record Traffic(List<SessionTraffic> sessions) {

    /** Where it comes from; asked once a second, and must not wait for anything. */
    public interface Source extends Supplier<Traffic> {}

    /**
     * What one session has done.
     *
     * @param id never that of another session
     * @param running commands that it waits for
     */
    public record SessionTraffic(long id, Load load, int running) {}
}

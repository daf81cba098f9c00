package dev.rbdgate.csi.node;

import dev.rbdgate.csi.call.Refusal;
import io.grpc.Status;
import java.util.List;

/** The host that uses volumes: every command of the node service goes through here. */
public interface Host {

    /**
     * How a command ended.
     *
     * @param output standard output and standard error, as they came
     */
    record Result(int status, String output) {}

    /**
     * Runs a command of the host to its end.
     *
     * @throws Refusal if it cannot be run or takes too long
     */
    Result run(List<String> command);

    /**
     * The device of the disk with this NAA designator, its multipath device if it has one; waits a
     * while for it.
     *
     * @throws Refusal if it does not come
     */
    String disk(String naa, boolean severalPaths);

    /** As {@link #run}, of a command that must end well. */
    default String ok(String... command) {
        Result result = run(List.of(command));
        if (result.status() != 0) {
            throw Refusal.of(
                    Status.Code.INTERNAL,
                    "%s ended with %d: %s",
                    command[0],
                    result.status(),
                    result.output().strip());
        }
        return result.output();
    }
}

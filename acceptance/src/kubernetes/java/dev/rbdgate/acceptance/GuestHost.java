package dev.rbdgate.acceptance;

import dev.rbdgate.csi.node.Host;
import java.util.List;
import java.util.stream.Collectors;

/** A Linux guest as the host of a CSI node service. */
final class GuestHost implements Host {

    private final LinuxHost guest;

    GuestHost(LinuxHost guest) {
        this.guest = guest;
    }

    @Override
    public Result run(List<String> command) {
        String line =
                command.stream()
                        .map(it -> "'" + it.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" "));
        Command.Result result = guest.attempt(line);
        return new Result(result.status(), result.output());
    }

    @Override
    public String disk(String naa, boolean severalPaths) {
        return guest.disk(naa);
    }
}

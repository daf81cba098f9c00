package dev.rbdgate.csi.node;

import dev.rbdgate.csi.call.Context;
import dev.rbdgate.csi.call.Refusal;
import dev.rbdgate.csi.call.VolumeId;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sessions of the host's open-iscsi. Exit codes are those of iscsiadm(8). */
final class IscsiSessions {

    private static final int NO_OBJECTS_FOUND = 21;
    private static final int SESSION_EXISTS = 15;

    /** iscsiadm's name for a setting, and where its value comes from. */
    private static final String AUTHENTICATION = "node.session.auth.";

    private final Host host;

    IscsiSessions(Host host) {
        this.host = host;
    }

    /** Logs in through each portal and returns how many there are. */
    int login(VolumeId volume, Map<String, String> context) {
        String[] portals =
                Refusal.required(context.getOrDefault(Context.PORTALS, ""), "portals")
                        .split(",", -1);
        int sessions = 0;
        List<String> failures = new ArrayList<>();
        for (String portal : portals) {
            record(volume, portal, context);
            Host.Result login = host.run(node(volume, portal, "--login"));
            if (login.status() == 0 || login.status() == SESSION_EXISTS) {
                sessions++;
            } else {
                failures.add(login.output().strip());
            }
        }
        if (sessions == 0) {
            throw Refusal.of(Status.Code.INTERNAL, "no login to %s: %s", volume, failures);
        }
        return portals.length;
    }

    private void record(VolumeId volume, String portal, Map<String, String> context) {
        check(host.run(node(volume, portal, "--op", "new")));
        set(volume, portal, "node.startup", "manual");
        String user = context.getOrDefault(Context.CHAP_USER, "");
        if (!user.isEmpty()) {
            set(volume, portal, AUTHENTICATION + "authmethod", "CHAP");
            set(volume, portal, AUTHENTICATION + "username", user);
            set(
                    volume,
                    portal,
                    AUTHENTICATION + "password",
                    Refusal.required(
                            context.getOrDefault(Context.CHAP_SECRET, ""), Context.CHAP_SECRET));
        }
        String gateway = context.getOrDefault(Context.GATEWAY_USER, "");
        if (!gateway.isEmpty()) {
            set(volume, portal, AUTHENTICATION + "username_in", gateway);
            set(
                    volume,
                    portal,
                    AUTHENTICATION + "password_in",
                    Refusal.required(
                            context.getOrDefault(Context.GATEWAY_SECRET, ""),
                            Context.GATEWAY_SECRET));
        }
    }

    private void set(VolumeId volume, String portal, String name, String value) {
        check(host.run(node(volume, portal, "--op", "update", "-n", name, "-v", value)));
    }

    /** Logs out of all portals and forgets the target; neither need be there. */
    void logout(VolumeId volume) {
        check(
                host.run(List.of("iscsiadm", "-m", "node", "-T", volume.targetName(), "--logout")),
                NO_OBJECTS_FOUND);
        check(
                host.run(
                        List.of(
                                "iscsiadm",
                                "-m",
                                "node",
                                "-T",
                                volume.targetName(),
                                "--op",
                                "delete")),
                NO_OBJECTS_FOUND);
    }

    /** Makes the host look at the size again. */
    void rescan(VolumeId volume) {
        check(host.run(List.of("iscsiadm", "-m", "node", "-T", volume.targetName(), "--rescan")));
    }

    private static List<String> node(VolumeId volume, String portal, String... rest) {
        List<String> command =
                new ArrayList<>(
                        List.of("iscsiadm", "-m", "node", "-T", volume.targetName(), "-p", portal));
        command.addAll(List.of(rest));
        return command;
    }

    private static void check(Host.Result result, Integer... alsoGood) {
        if (result.status() != 0 && !Set.of(alsoGood).contains(result.status())) {
            throw Refusal.of(
                    Status.Code.INTERNAL,
                    "iscsiadm ended with %d: %s",
                    result.status(),
                    result.output().strip());
        }
    }
}

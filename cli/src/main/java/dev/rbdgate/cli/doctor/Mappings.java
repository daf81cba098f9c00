package dev.rbdgate.cli.doctor;

import dev.rbdgate.cli.command.Pages;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.rest.JsonValue.JsonObject;
import dev.rbdgate.cli.rest.RestClient;
import dev.rbdgate.cli.rest.RestPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Targets, LUNs, grants and sessions: what cannot be right together. */
final class Mappings {

    private static final String EVERYBODY = "*";

    /** Grants looked at one by one in the audit log. */
    private static final int MAX_GRANTS = 200;

    private final RestClient rest;
    private final List<String> portals;

    Mappings(RestClient rest, List<String> portals) {
        this.rest = rest;
        this.portals = portals;
    }

    List<Finding> look() {
        List<JsonObject> targets = Pages.read(rest, RestPath.of("targets")).items();
        List<JsonObject> sessions = Pages.read(rest, RestPath.of("sessions")).items();
        List<Finding> findings = new ArrayList<>();
        findings.add(designators(targets));
        findings.add(sharedNames(sessions));
        findings.add(ways(targets));
        findings.add(unused(targets, sessions));
        return findings;
    }

    /** Two images under one designator would be one disk to a host: data would be mixed. */
    private static Finding designators(List<JsonObject> targets) {
        Map<String, Set<String>> images = new HashMap<>();
        for (JsonObject target : targets) {
            for (JsonObject lun : target.objects("luns")) {
                images.computeIfAbsent(String.valueOf(lun.text("naa")), _ -> new TreeSet<>())
                        .add(String.valueOf(lun.text("image")));
            }
        }
        return images.entrySet().stream()
                .filter(it -> it.getValue().size() > 1)
                .findFirst()
                .map(it ->
                        Finding.failed(
                                "designators",
                                "NAA "
                                        + it.getKey()
                                        + " is shown for "
                                        + String.join(" and ", it.getValue()),
                                "take one of the LUNs away at once: hosts take them for one disk"))
                .orElseGet(() -> Finding.ok("designators", images.size() + ", one for each image"));
    }

    /** Hosts that were copied from one disk have one iSCSI name, and end each other's sessions. */
    private static Finding sharedNames(List<JsonObject> sessions) {
        Map<String, Set<String>> hosts = new TreeMap<>();
        for (JsonObject session : sessions) {
            String address = String.valueOf(session.text("address"));
            hosts.computeIfAbsent(String.valueOf(session.text("initiator")), _ -> new TreeSet<>())
                    .add(address.substring(0, Math.max(0, address.lastIndexOf(':'))));
        }
        return hosts.entrySet().stream()
                .filter(it -> it.getValue().size() > 1)
                .findFirst()
                .map(it ->
                        Finding.warning(
                                "initiator names",
                                it.getKey()
                                        + " is logged in from "
                                        + String.join(" and ", it.getValue()),
                                "if these are two hosts and not two ways of one, give one of them"
                                        + " another name in /etc/iscsi/initiatorname.iscsi"))
                .orElseGet(() -> Finding.ok("initiator names", hosts.size() + " logged in"));
    }

    /** Hosts elsewhere cannot come to a portal on the loopback interface. */
    private Finding ways(List<JsonObject> targets) {
        boolean loopbackOnly =
                !portals.isEmpty()
                        && portals.stream()
                                .allMatch(it -> it.startsWith("127.") || it.startsWith("[::1]"));
        boolean others =
                targets.stream()
                        .flatMap(it -> it.texts("initiators").stream())
                        .anyMatch(it -> !it.equals(EVERYBODY));
        return loopbackOnly && others
                ? Finding.warning(
                        "portals",
                        "all are on loopback, and hosts are granted targets",
                        "set RBDGATE_ISCSI_HOST to an address that hosts reach, or 0.0.0.0")
                : Finding.ok("portals", String.join(", ", portals));
    }

    private Finding unused(List<JsonObject> targets, List<JsonObject> sessions) {
        String check = "grants";
        Set<String> seen = new HashSet<>();
        sessions.forEach(it -> seen.add(String.valueOf(it.text("initiator"))));
        Set<String> names = new TreeSet<>();
        targets.forEach(it -> names.addAll(it.texts("initiators")));
        names.remove(EVERYBODY);
        names.removeAll(seen);
        List<String> never;
        try {
            never = names.stream().limit(MAX_GRANTS).filter(it -> !hasLoggedIn(it)).toList();
        } catch (CommandException e) {
            return Finding.skipped(check, "the audit log is the admin's alone: " + e.getMessage());
        }
        return never.isEmpty()
                ? Finding.ok(check, "every initiator that has one has logged in")
                : Finding.warning(
                        check,
                        "never logged in: " + String.join(", ", never),
                        "compare with InitiatorName in /etc/iscsi/initiatorname.iscsi of the host;"
                                + " what was refused is in: rbdgate audit --action session");
    }

    private boolean hasLoggedIn(String initiator) {
        RestPath logins =
                RestPath.of("audit")
                        .query("action", "session.login")
                        .query("who", initiator)
                        .query("limit", "20");
        return Pages.first(rest, logins).items().stream()
                .anyMatch(it -> "succeeded".equals(it.text("outcome")));
    }
}

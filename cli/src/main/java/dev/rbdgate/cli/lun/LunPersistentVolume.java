package dev.rbdgate.cli.lun;

import dev.rbdgate.cli.chap.ChapOptions;
import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.TargetName;
import dev.rbdgate.cli.rest.Json;
import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.JsonValue.JsonArray;
import dev.rbdgate.cli.rest.JsonValue.JsonObject;
import dev.rbdgate.cli.rest.RestPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints what Kubernetes needs to use a LUN: volume, claim, and the Secret if CHAP is given. */
final class LunPersistentVolume implements Verb {

    private static final String PORTAL = "--portal";
    private static final String NAME = "--name";
    private static final String NAMESPACE = "--namespace";
    private static final String FILE_SYSTEM = "--file-system";

    @Override
    public String name() {
        return "pv";
    }

    @Override
    public String summary() {
        return "Prints a LUN as a PersistentVolume with its claim, for kubectl apply.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("IQN", TargetName.HELP).argument("LUN", "Its number.");
        syntax.repeatedOption(
                PORTAL,
                "HOST:PORT",
                "Where the nodes reach the gateway; else the target's portals.");
        syntax.option(NAME, "NAME", "Of volume, claim and Secret; else TARGET-LUN.")
                .option(NAMESPACE, "NAMESPACE", "Of claim and Secret; else default.")
                .option(FILE_SYSTEM, "TYPE", "ext4, xfs, or block for none; else ext4.");
        ChapOptions.declare(syntax);
        syntax.example("rbdgate lun pv demo 0 --portal 192.0.2.10:3260");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        List<String> portals = arguments.options(PORTAL);
        RestPath path =
                LunPath.of(arguments)
                        .below("persistent-volume")
                        .query("portal", portals.isEmpty() ? null : String.join(",", portals))
                        .query("name", arguments.option(NAME))
                        .query("namespace", arguments.option(NAMESPACE))
                        .query("fileSystem", arguments.option(FILE_SYSTEM));
        JsonValue.Builder chap = new JsonValue.Builder();
        ChapOptions.read(arguments, context.surroundings(), chap);
        JsonObject list = context.rest().get(path).body();
        if (chap.build().get("chap") instanceof JsonObject login) {
            list = withSecret(list, login);
        }
        context.surroundings().out().println(Json.write(list));
    }

    private static JsonObject withSecret(JsonObject list, JsonObject login) {
        List<JsonValue> items = new ArrayList<>(list.objects("items"));
        JsonValue metadata =
                items.getLast() instanceof JsonObject claim ? claim.get("metadata") : null;
        JsonValue.Builder secret =
                new JsonValue.Builder()
                        .text("apiVersion", "v1")
                        .text("kind", "Secret")
                        .text("type", "kubernetes.io/iscsi-chap");
        if (metadata != null) {
            secret.value("metadata", metadata);
        }
        secret.value(
                "stringData",
                new JsonValue.Builder()
                        .text("node.session.auth.username", login.text("user"))
                        .text("node.session.auth.password", login.text("secret"))
                        .build());
        items.addFirst(secret.build());
        Map<String, JsonValue> members = new LinkedHashMap<>(list.members());
        members.put("items", new JsonArray(items));
        return new JsonObject(members);
    }
}

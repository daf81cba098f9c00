package dev.rbdgate.cli.volume;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.JsonValue.JsonObject;
import dev.rbdgate.cli.rest.JsonValue.JsonText;
import dev.rbdgate.cli.rest.RestAnswer;
import dev.rbdgate.cli.rest.RestPath;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a volume, all of it or nothing, and prints what to type on its hosts. */
final class VolumeCreate implements Verb {

    /** Windows takes 12 to 16 characters. */
    private static final int SECRET_CHARACTERS = 16;

    /** 6 bits to a character, so that 16 of them hold the 96 that RFC 7143 9.2.1 asks for. */
    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    @Override
    public String name() {
        return "create";
    }

    @Override
    public String summary() {
        return "Makes image, target, LUN and grant, and prints what to type on the host.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("NAME", VolumeNoun.NAME_HELP)
                .requiredOption("--size", "SIZE", "Capacity, in bytes or as 20GiB.")
                .repeatedOption(
                        "--for",
                        "INITIATOR",
                        "Who may use it, by the name in /etc/iscsi/initiatorname.iscsi.")
                .flag("--chap", "Ask for CHAP with a new secret, which is printed this once.")
                .option("--pool", "POOL", "The image's pool; rbd by default.")
                .example(
                        "rbdgate volume create db1 --size 20GiB --for iqn.1993-08.org.debian:01:host1")
                .example(
                        "rbdgate volume create db1 --size 20GiB --for iqn.1993-08.org.debian:01:host1 --chap");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        String name = arguments.argument(0);
        List<String> initiators = arguments.options("--for");
        boolean chap = arguments.flag("--chap");
        if (chap && initiators.isEmpty()) {
            throw CommandException.usage("--chap needs --for: who proves itself?");
        }
        JsonValue.Builder body =
                new JsonValue.Builder()
                        .text("name", name)
                        .text("pool", arguments.option("--pool"))
                        .numberOrText("size", arguments.option("--size"))
                        .texts("initiators", initiators);
        Optional<String> secret =
                chap && !exists(name, context) ? Optional.of(newSecret()) : Optional.empty();
        if (chap) {
            body.value(
                    "chap",
                    new JsonValue.Builder()
                            .text("user", name)
                            .text("secret", secret.orElse(null))
                            .build());
        }
        RestAnswer answer = context.rest().post(RestPath.of(VolumeNoun.PLACE), body.build());
        report(name, answer, secret, context);
    }

    private static void report(
            String name, RestAnswer answer, Optional<String> secret, Context context) {
        if (!context.isForPeople()) {
            Map<String, JsonValue> members = new LinkedHashMap<>(answer.body().members());
            secret.ifPresent(it -> members.put("chapSecret", new JsonText(it)));
            context.print(new JsonObject(members));
            return;
        }
        context.sayMade(answer, "volume " + name);
        context.print(answer);
        HostLines.of(context, name).print(context.surroundings().out(), secret);
    }

    /** A volume that is there keeps its secret, which nobody can be told again. */
    private static boolean exists(String name, Context context) {
        return context.rest().find(RestPath.of(VolumeNoun.PLACE, name)).isPresent();
    }

    private static String newSecret() {
        SecureRandom random = new SecureRandom();
        StringBuilder secret = new StringBuilder(SECRET_CHARACTERS);
        for (int i = 0; i < SECRET_CHARACTERS; i++) {
            secret.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return secret.toString();
    }
}

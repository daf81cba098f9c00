package dev.rbdgate.cli.chap;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Surroundings;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.rest.JsonValue;
import org.jspecify.annotations.Nullable;

/** CHAP of the initiator, and mutual CHAP of the target, as options of a command. */
public final class ChapOptions {

    private static final String USER = "--chap-user";
    private static final String SECRET_FILE = "--chap-secret-file";
    private static final String SECRET_VARIABLE = "RBDGATE_CHAP_SECRET";
    private static final String MUTUAL_USER = "--mutual-chap-user";
    private static final String MUTUAL_SECRET_FILE = "--mutual-chap-secret-file";
    private static final String MUTUAL_SECRET_VARIABLE = "RBDGATE_MUTUAL_CHAP_SECRET";

    private ChapOptions() {}

    public static void declare(Syntax syntax) {
        syntax.option(USER, "USER", "The initiator must prove itself by CHAP as this user.")
                .option(
                        SECRET_FILE,
                        "FILE",
                        "Its secret is the file's first line (- for standard input); else"
                                + " $RBDGATE_CHAP_SECRET; else it is asked for.")
                .option(MUTUAL_USER, "USER", "The target proves itself as this user.")
                .option(
                        MUTUAL_SECRET_FILE,
                        "FILE",
                        "As --chap-secret-file; else $RBDGATE_MUTUAL_CHAP_SECRET.");
    }

    /** Adds {@code chap} and {@code mutualChap} to a body, each if its user was given. */
    public static void read(
            Arguments arguments, Surroundings surroundings, JsonValue.Builder body) {
        SecretSource secrets = new SecretSource(surroundings);
        add(body, "chap", secrets, arguments, USER, SECRET_FILE, SECRET_VARIABLE);
        add(
                body,
                "mutualChap",
                secrets,
                arguments,
                MUTUAL_USER,
                MUTUAL_SECRET_FILE,
                MUTUAL_SECRET_VARIABLE);
    }

    private static void add(
            JsonValue.Builder body,
            String member,
            SecretSource secrets,
            Arguments arguments,
            String userOption,
            String fileOption,
            String variable) {
        String user = arguments.option(userOption);
        @Nullable String file = arguments.option(fileOption);
        if (user == null) {
            if (file != null) {
                throw CommandException.usage(fileOption + " needs " + userOption);
            }
            return;
        }
        body.value(
                member,
                new JsonValue.Builder()
                        .text("user", user)
                        .text("secret", secrets.read(user, fileOption, file, variable))
                        .build());
    }
}

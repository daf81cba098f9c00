package dev.rbdgate.cli;

import dev.rbdgate.cli.audit.AuditVerb;
import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.discovery.DiscoveryAuthNoun;
import dev.rbdgate.cli.image.ImageNoun;
import dev.rbdgate.cli.initiator.InitiatorNoun;
import dev.rbdgate.cli.lun.LunNoun;
import dev.rbdgate.cli.metadata.MetadataNoun;
import dev.rbdgate.cli.namespace.NamespaceNoun;
import dev.rbdgate.cli.session.SessionNoun;
import dev.rbdgate.cli.snapshot.SnapshotNoun;
import dev.rbdgate.cli.system.StatusVerb;
import dev.rbdgate.cli.target.TargetNoun;
import dev.rbdgate.cli.task.TaskNoun;
import dev.rbdgate.cli.token.TokenNoun;
import dev.rbdgate.cli.trash.TrashNoun;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** All commands, as picocli wants them. */
final class CommandTree {

    static final String NAME = "rbdgate";
    static final String VERSION = "--version";

    private CommandTree() {}

    private static List<Noun> nouns() {
        return List.of(
                new ImageNoun(),
                new SnapshotNoun(),
                new MetadataNoun(),
                new TrashNoun(),
                new NamespaceNoun(),
                new TargetNoun(),
                new LunNoun(),
                new InitiatorNoun(),
                new DiscoveryAuthNoun(),
                new SessionNoun(),
                new TaskNoun(),
                new TokenNoun());
    }

    /**
     * Builds the tree.
     *
     * @param wanted nouns that get their verbs; the others stay bare, which saves most of the time
     */
    static CommandSpec build(Predicate<String> wanted) {
        CommandSpec root =
                Syntax.bare(NAME, "Runs an iSCSI gateway for RBD images over its REST interface.");
        root.addOption(
                OptionSpec.builder("-V", VERSION)
                        .versionHelp(true)
                        .description("Show the version.")
                        .build());
        root.usageMessage()
                .footer(
                        "",
                        "The gateway is found at RBDGATE_URL, else at RBDGATE_HTTP_HOST and"
                                + " RBDGATE_HTTP_PORT (127.0.0.1:8080), over TLS if"
                                + " RBDGATE_HTTP_TLS is true; its certificate is checked with"
                                + " RBDGATE_CA, else with the one in the data directory."
                                + " The token is RBDGATE_TOKEN,"
                                + " else the file admin.token in RBDGATE_DATA_DIR"
                                + " (./rbdgate-data).",
                        "'rbdgate backup FILE' and 'rbdgate restore FILE' keep and bring back the"
                                + " configuration of a gateway that does not run; 'rbdgate check'"
                                + " looks for what is missing or damaged in its store.",
                        "Exit codes: 0 done, 1 refused, 2 wrong usage, 3 no gateway answers.",
                        "",
                        "Examples:",
                        "  rbdgate status",
                        "  rbdgate image create rbd/demo --size 10GiB",
                        "  rbdgate image ls -o json",
                        "  rbdgate target create demo",
                        "  rbdgate lun create demo rbd/demo",
                        "  rbdgate initiator create demo iqn.1993-08.org.debian:01:host1");
        add(root, new StatusVerb());
        add(root, new AuditVerb());
        for (Noun noun : nouns()) {
            CommandSpec spec = Syntax.bare(noun.name(), noun.summary());
            root.addSubcommand(noun.name(), spec);
            if (wanted.test(noun.name())) {
                for (Verb verb : noun.verbs()) {
                    add(spec, verb);
                }
            }
        }
        root.addSubcommand(Completion.NAME, Completion.syntax());
        return root;
    }

    private static void add(CommandSpec parent, Verb verb) {
        parent.addSubcommand(verb.name(), Syntax.of(verb));
    }
}

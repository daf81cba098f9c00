package dev.rbdgate.cli.audit;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.Moment;
import dev.rbdgate.cli.rest.RestPath;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code rbdgate audit}. */
public final class AuditVerb implements Verb {

    private static final String WHO = "--who";
    private static final String ACTION = "--action";
    private static final String SINCE = "--since";
    private static final String LIMIT = "--limit";
    private static final String ALL = "--all";
    private static final String DEFAULT_LIMIT = "50";

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public String summary() {
        return "Shows who did what and what was refused, newest first.";
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.option(WHO, "NAME", "Only of this token or initiator.")
                .option(ACTION, "ACTION", "Only this, such as lun.create; or lun, all about LUNs.")
                .option(SINCE, "WHEN", "Not earlier: 7d, 12h or a time.")
                .option(LIMIT, "N", "The newest N, 1 to 1000; 50 by default.")
                .flag(ALL, "Everything there is, however much.")
                .example("rbdgate audit")
                .example("rbdgate audit --who deploy --since 7d")
                .example("rbdgate audit --action session.login -o json");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        @Nullable String since = arguments.option(SINCE);
        RestPath path =
                RestPath.of("audit")
                        .query("who", arguments.option(WHO))
                        .query("action", arguments.option(ACTION))
                        .query(
                                "since",
                                since == null ? null : Moment.ago(since, Clock.systemUTC()));
        List<Column> columns =
                List.of(
                        Column.of("WHEN", "when"),
                        Column.of("WHO", "who"),
                        Column.of("ACTION", "action"),
                        Column.of("SUBJECT", "subject"),
                        Column.state("OUTCOME", "outcome"),
                        Column.of("DETAIL", "detail"));
        @Nullable String limit = arguments.option(LIMIT);
        if (arguments.flag(ALL)) {
            context.list(path.query("limit", "1000"), "audit entries", columns);
        } else {
            context.firstPage(
                    path.query("limit", limit == null ? DEFAULT_LIMIT : limit),
                    "audit entries",
                    columns);
        }
    }
}

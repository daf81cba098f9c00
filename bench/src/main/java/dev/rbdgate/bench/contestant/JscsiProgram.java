package dev.rbdgate.bench.contestant;

import java.io.File;
import org.jscsi.target.Configuration;
import org.jscsi.target.TargetServer;

/** The process that is jSCSI's target: schema, configuration and address are its arguments. */
final class JscsiProgram {

    private JscsiProgram() {}

    public static void main(String[] arguments) throws Exception {
        Configuration configuration =
                Configuration.create(new File(arguments[0]), new File(arguments[1]), arguments[2]);
        var _ = new TargetServer(configuration).call();
    }
}

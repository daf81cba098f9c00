package dev.rbdgate.cli.lun;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.ImageReference;
import dev.rbdgate.cli.names.TargetName;
import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.RestPath;

final class LunCreate implements Verb {

    @Override
    public String name() {
        return "create";
    }

    @Override
    public String summary() {
        return "Gives an image a LUN on a target.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("IQN", TargetName.HELP)
                .argument("IMAGE", ImageReference.HELP)
                .option("--lun", "N", "Its number; the lowest never used by default.")
                .flag("--read-only", "Initiators cannot write.")
                .option("--block-size", "BYTES", "Logical block, 512 (default) or 4096.")
                .flag("--no-write-cache", "Every write is durable before it is answered.")
                .flag("--removable", "A medium that can be ejected.")
                .flag("--fully-provisioned", "Initiators cannot unmap blocks.")
                .flag("--force", "Take a number that an initiator may still know as another image.")
                .example("rbdgate lun create demo rbd/demo")
                .example("rbdgate lun create demo rbd/archive --lun 7 --read-only");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        String iqn = TargetName.full(arguments.argument(0));
        ImageReference image = ImageReference.parse(arguments.argument(1));
        JsonValue.Builder body =
                new JsonValue.Builder()
                        .text("image", image.toString())
                        .numberOrText("lun", arguments.option("--lun"))
                        .flag("readOnly", arguments.flag("--read-only"))
                        .numberOrText("blockSize", arguments.option("--block-size"));
        if (arguments.flag("--no-write-cache")) {
            body.value("writeCache", new JsonValue.JsonBoolean(false));
        }
        body.flag("removable", arguments.flag("--removable"));
        if (arguments.flag("--fully-provisioned")) {
            body.value("thinProvisioned", new JsonValue.JsonBoolean(false));
        }
        body.flag("force", arguments.flag("--force"));
        context.made(
                context.rest().post(RestPath.of("targets", iqn, "luns"), body.build()),
                "LUN of " + image + " on " + iqn);
    }
}

package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImageCommandsTest {

    private static final String TWO_IMAGES =
            """
            {"items":[{"pool":"rbd","name":"demo","sizeBytes":1073741824,"usedBytes":12582912},\
            {"pool":"rbd","namespace":"ns","name":"big","sizeBytes":1649267441664,"usedBytes":0}],\
            "next":null}\
            """;

    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = Shell.at(gateway);

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void lsDrawsATableWithReadableSizes() {
        gateway.answers("GET /api/v1/images", 200, TWO_IMAGES);

        Shell.Result result = shell.run("image", "ls");

        assertThat(result.out())
                .isEqualTo(
                        """
                        POOL  NAMESPACE  NAME     SIZE    USED
                        rbd   -          demo    1 GiB  12 MiB
                        rbd   ns         big   1.5 TiB     0 B
                        """);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(gateway.request().authorization()).isEqualTo("Bearer token-1");
    }

    @Test
    void lsAsJsonIsTheAnswerUnchanged() {
        gateway.answers("GET /api/v1/images", 200, TWO_IMAGES);

        assertThat(shell.run("image", "ls", "-o", "json").out()).isEqualTo(TWO_IMAGES + "\n");
    }

    @Test
    void lsOfAPoolAndNamespaceAsksForThem() {
        gateway.answers("GET /api/v1/images?pool=rbd&namespace=ns", 200, "{\"items\":[]}");

        Shell.Result result = shell.run("image", "ls", "rbd/ns");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEqualTo("no images\n");
    }

    @Test
    void lsFollowsThePages() {
        gateway.answers(
                        "GET /api/v1/images",
                        200,
                        "{\"items\":[{\"name\":\"a\"}],\"next\":\"rbd/a b\"}")
                .answers(
                        "GET /api/v1/images?after=rbd/a%20b",
                        200, "{\"items\":[{\"name\":\"c\"}],\"next\":null}");

        assertThat(shell.run("image", "ls", "-o", "json").out())
                .isEqualTo("{\"items\":[{\"name\":\"a\"},{\"name\":\"c\"}],\"next\":null}\n");
    }

    @Test
    void showPrintsEveryMember() {
        gateway.answers(
                "GET /api/v1/images/rbd/demo?namespace=ns",
                200,
                """
                {"name":"demo","sizeBytes":10737418240,"layout":{"objectSizeBytes":4194304,\
                "stripeCount":1},"features":["layering","exclusive-lock"],"parent":null,\
                "luns":[{"target":"iqn.x:demo","lun":0}],"snapshots":[]}\
                """);

        assertThat(shell.run("image", "show", "rbd/ns/demo").out())
                .isEqualTo(
                        """
                        name            demo
                        size            10 GiB
                        layout
                          object size   4 MiB
                          stripe count  1
                        features        layering, exclusive-lock
                        parent          -
                        luns
                          -             target iqn.x:demo, lun 0
                        snapshots       -
                        """);
    }

    @Test
    void createSendsWhatWasAskedAndNothingElse() {
        gateway.answers("POST /api/v1/images", 201, "{\"name\":\"demo\"}");

        Shell.Result result = shell.run("image", "create", "demo", "--size", "10GiB");

        assertThat(gateway.request().body())
                .isEqualTo("{\"pool\":\"rbd\",\"name\":\"demo\",\"size\":\"10GiB\"}");
        assertThat(result.out()).isEqualTo("created image rbd/demo\nname  demo\n");
    }

    @Test
    void createSendsEveryOption() {
        gateway.answers("POST /api/v1/images", 201, "{}");

        shell.run(
                "image create p/ns/i --size 1048576 --object-size 64KiB --stripe-unit 16KiB"
                        .concat(
                                " --stripe-count 4 --feature layering,object-map --feature fast-diff")
                        .split(" "));

        assertThat(gateway.request().body())
                .isEqualTo(
                        "{\"pool\":\"p\",\"namespace\":\"ns\",\"name\":\"i\",\"size\":1048576,"
                                + "\"objectSize\":\"64KiB\",\"stripeUnit\":\"16KiB\","
                                + "\"stripeCount\":4,"
                                + "\"features\":[\"layering\",\"object-map\",\"fast-diff\"]}");
    }

    @Test
    void createOfWhatIsThereAlreadySaysSo() {
        gateway.answers("POST /api/v1/images", 200, "{\"name\":\"demo\"}");

        assertThat(shell.run("image", "create", "demo", "--size", "1GiB").out())
                .startsWith("already there: image rbd/demo\n");
    }

    @Test
    void setSendsSizeAndPermissions() {
        gateway.answers("PATCH /api/v1/images/rbd/demo", 200, "{\"name\":\"demo\"}");

        Shell.Result result =
                shell.run("image set demo --size 1GiB --allow-shrink --force --name x".split(" "));

        assertThat(gateway.request().body())
                .isEqualTo(
                        "{\"size\":\"1GiB\",\"allowShrink\":true,\"force\":true,\"name\":\"x\"}");
        assertThat(result.out()).isEqualTo("changed image rbd/demo\n");
    }

    @Test
    void setOfNothingIsAUsageError() {
        Shell.Result result = shell.run("image", "set", "demo", "--force");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("--size, --name");
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void rmThatIsDoneAtOnceSaysSo() {
        gateway.says("DELETE /api/v1/images/rbd/demo", 204, "text/plain", "");

        Shell.Result result = shell.run("image", "rm", "demo");

        assertThat(result).isEqualTo(new Shell.Result(0, "removed image rbd/demo\n", ""));
    }

    @Test
    void anImageNameOfTooManyPartsIsAUsageError() {
        Shell.Result result = shell.run("image", "show", "a/b/c/d");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("POOL/NAMESPACE/NAME, not 'a/b/c/d'");
        assertThat(shell.run("image", "show", "rbd/").exitCode()).isEqualTo(2);
    }
}

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.ApiResponse;
import org.openapitools.client.api.ImageApi;
import org.openapitools.client.api.InitiatorApi;
import org.openapitools.client.api.LunApi;
import org.openapitools.client.api.SessionApi;
import org.openapitools.client.api.SnapshotApi;
import org.openapitools.client.api.TargetApi;
import org.openapitools.client.api.TaskApi;
import org.openapitools.client.model.CopyImage;
import org.openapitools.client.model.CreateImage;
import org.openapitools.client.model.CreateInitiator;
import org.openapitools.client.model.CreateLun;
import org.openapitools.client.model.CreateSnapshot;
import org.openapitools.client.model.CreateTarget;
import org.openapitools.client.model.Image;
import org.openapitools.client.model.Initiator;
import org.openapitools.client.model.Lun;
import org.openapitools.client.model.PatchImage;
import org.openapitools.client.model.PatchInitiator;
import org.openapitools.client.model.Session;
import org.openapitools.client.model.SizeValue;
import org.openapitools.client.model.Task;

/**
 * Manages images, targets, LUNs, grants, sessions and tasks through nothing but classes that were
 * generated from the gateway's description of itself. Says what has been done. Arguments: the
 * gateway's URL; a token.
 */
public final class UseClient {

    private static final String IQN = "iqn.2026-11.dev.rbdgate:generated";
    private static final String HOST = "iqn.2026-11.test:generated";
    private static final String POOL = "rbd";
    private static final String NAME = "generated";
    private static final long SIZE = 16L << 20;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ImageApi images;
    private final SnapshotApi snapshots;
    private final TargetApi targets;
    private final LunApi luns;
    private final InitiatorApi initiators;
    private final SessionApi sessions;
    private final TaskApi tasks;

    private UseClient(ApiClient client) {
        images = new ImageApi(client);
        snapshots = new SnapshotApi(client);
        targets = new TargetApi(client);
        luns = new LunApi(client);
        initiators = new InitiatorApi(client);
        sessions = new SessionApi(client);
        tasks = new TaskApi(client);
    }

    public static void main(String[] arguments) throws Exception {
        ApiClient client = new ApiClient();
        client.updateBaseUri(arguments[0]);
        client.setRequestInterceptor(
                request -> request.header("Authorization", "Bearer " + arguments[1]));
        UseClient use = new UseClient(client);
        use.imagesAndSnapshots();
        use.targetsLunsAndGrants();
        use.sessions();
        use.tasks();
        use.refusals();
        use.removeAll();
    }

    private void imagesAndSnapshots() throws ApiException {
        CreateImage wanted = new CreateImage().name(NAME).size(new SizeValue("16MiB"));
        Image image = images.imageCreate(wanted);
        equal(SIZE, image.getSizeBytes());
        equal(image, images.imageCreate(wanted));
        ApiResponse<Image> read = images.imageGetWithHttpInfo(POOL, NAME, null);
        equal(image.getId(), read.getData().getId());
        equal(
                List.of(NAME),
                images.imageList(null, null, NAME, 10, null).getItems().stream()
                        .map(Image::getName)
                        .toList());

        String tag = read.getHeaders().get("etag").getFirst();
        PatchImage larger = new PatchImage().size(new SizeValue(2 * SIZE));
        equal(2 * SIZE, images.imageUpdate(POOL, NAME, larger, null, tag).getSizeBytes());
        refused(412, () -> images.imageUpdate(POOL, NAME, larger, null, tag));

        snapshots.snapshotCreate(POOL, NAME, new CreateSnapshot().name("monday"), null);
        equal(
                2 * SIZE,
                snapshots
                        .snapshotList(POOL, NAME, null, null, null)
                        .getItems()
                        .getFirst()
                        .getSizeBytes());
        snapshots.snapshotDelete(POOL, NAME, "monday", null, null);
        System.out.println("images and snapshots");
    }

    private void targetsLunsAndGrants() throws ApiException {
        equal(IQN, targets.targetCreate(new CreateTarget().iqn(IQN).alias("made")).getIqn());
        Lun lun = luns.lunCreate(IQN, new CreateLun().image(POOL + "/" + NAME));
        equal(0, lun.getLun());
        equal(
                List.of(lun.getNaa()),
                luns.lunList(IQN, null, null, null, null).getItems().stream()
                        .map(Lun::getNaa)
                        .toList());
        equal("made", targets.targetGet(IQN).getAlias());

        Initiator grant = initiators.initiatorCreate(IQN, new CreateInitiator().initiator(HOST));
        equal("all", grant.getLuns());
        equal(
                List.of(0),
                initiators
                        .initiatorUpdate(IQN, HOST, new PatchInitiator().luns(List.of(0)), null)
                        .getLuns());
        equal(
                List.of(HOST),
                initiators.initiatorList(IQN, null, null).getItems().stream()
                        .map(Initiator::getInitiator)
                        .toList());
        System.out.println("targets, LUNs and grants");
    }

    /** A host that logs in is seen, and its session is closed. */
    private void sessions() throws Exception {
        Process host =
                new ProcessBuilder(
                                "qemu-io",
                                "--image-opts",
                                "driver=iscsi,transport=tcp,portal=127.0.0.1,lun=0,target="
                                        + IQN
                                        + ",initiator-name="
                                        + HOST,
                                "-c",
                                "sleep " + LIMIT.toMillis())
                        .inheritIO()
                        .start();
        try {
            Session seen =
                    eventually(
                                    () -> sessions.sessionList(IQN, HOST, null, null).getItems(),
                                    found -> !found.isEmpty())
                            .getFirst();
            equal(IQN, sessions.sessionGet(seen.getId()).getTarget());
            equal("Yes", seen.getKeys().get("ImmediateData"));
            sessions.sessionDelete(seen.getId());
            // It is asked to log out first, and may come back as another one.
            eventually(
                    () -> sessions.sessionList(IQN, HOST, null, null).getItems(),
                    left -> left.stream().noneMatch(it -> it.getId().equals(seen.getId())));
            refused(404, () -> sessions.sessionGet(seen.getId()));
        } finally {
            host.destroyForcibly().waitFor();
        }
        eventually(
                () -> sessions.sessionList(null, null, null, null).getItems(), List::isEmpty);
        System.out.println("sessions");
    }

    private void tasks() throws Exception {
        Task begun =
                images.imageCopy(POOL, NAME, new CopyImage().to(POOL + "/copied"), null);
        Task over =
                eventually(
                        () -> tasks.taskGet(begun.getId()),
                        task -> !task.getState().equals("running"));
        equal("succeeded", over.getState());
        equal(100, over.getPercent());
        equal(
                List.of(begun.getId()),
                tasks.taskList("succeeded", "image.copy", null, null, null).getItems().stream()
                        .map(Task::getId)
                        .toList());
        tasks.taskDelete(begun.getId(), null);
        refused(404, () -> tasks.taskGet(begun.getId()));
        System.out.println("tasks");
    }

    private void refusals() throws ApiException {
        ApiException mapped = refused(409, () -> images.imageDelete(POOL, NAME, null, null));
        if (!mapped.getResponseBody().contains(IQN)) {
            throw new AssertionError("it does not say where: " + mapped.getResponseBody());
        }
        ApiException size =
                refused(
                        400,
                        () ->
                                images.imageCreate(
                                        new CreateImage()
                                                .name("other")
                                                .size(new SizeValue("12 parsecs"))));
        if (!size.getResponseBody().contains("\"field\":\"size\"")) {
            throw new AssertionError("it names no field: " + size.getResponseBody());
        }
        System.out.println("refusals");
    }

    private void removeAll() throws ApiException {
        initiators.initiatorDelete(IQN, HOST, null);
        luns.lunDelete(IQN, 0, null);
        targets.targetDelete(IQN, null);
        images.imageDelete(POOL, NAME, null, null);
        images.imageDelete(POOL, "copied", null, null);
        refused(404, () -> images.imageGet(POOL, NAME, null));
        refused(404, () -> targets.targetGet(IQN));
        System.out.println("all gone");
    }

    private interface Call {
        void run() throws ApiException;
    }

    private static ApiException refused(int status, Call call) throws ApiException {
        try {
            call.run();
        } catch (ApiException e) {
            if (e.getCode() == status) {
                return e;
            }
            throw e;
        }
        throw new AssertionError("not refused with " + status);
    }

    private static <T> T eventually(Callable<T> look, Predicate<T> isSo) throws Exception {
        Instant end = Instant.now().plus(LIMIT);
        T seen = look.call();
        while (!isSo.test(seen)) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("still " + seen);
            }
            Thread.sleep(50);
            seen = look.call();
        }
        return seen;
    }

    private static void equal(Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new AssertionError("expected " + expected + ", and it is " + actual);
        }
    }
}

import java.util.List;
import java.util.Objects;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.ImageApi;
import org.openapitools.client.api.LunApi;
import org.openapitools.client.api.TargetApi;
import org.openapitools.client.model.CreateImage;
import org.openapitools.client.model.CreateLun;
import org.openapitools.client.model.CreateTarget;
import org.openapitools.client.model.Image;
import org.openapitools.client.model.Lun;
import org.openapitools.client.model.SizeValue;

/**
 * Makes, lists and deletes an image, a target and a LUN through nothing but classes that were
 * generated from the gateway's description of itself. Arguments: the gateway's URL; a token.
 */
public final class UseClient {

    private static final String IQN = "iqn.2026-11.dev.rbdgate:generated";
    private static final long SIZE = 16L << 20;

    private UseClient() {}

    public static void main(String[] arguments) throws ApiException {
        ApiClient client = new ApiClient();
        client.updateBaseUri(arguments[0]);
        client.setRequestInterceptor(
                request -> request.header("Authorization", "Bearer " + arguments[1]));
        ImageApi images = new ImageApi(client);
        TargetApi targets = new TargetApi(client);
        LunApi luns = new LunApi(client);

        CreateImage wanted = new CreateImage().name("generated").size(new SizeValue("16MiB"));
        Image image = images.imageCreate(wanted);
        equal(SIZE, image.getSizeBytes());
        equal(image, images.imageCreate(wanted));
        equal(image.getId(), images.imageGet("rbd", "generated", null).getId());
        equal(
                List.of("generated"),
                images.imageList(null, null, "generated", 10, null).getItems().stream()
                        .map(Image::getName)
                        .toList());

        equal(IQN, targets.targetCreate(new CreateTarget().iqn(IQN)).getIqn());
        Lun lun = luns.lunCreate(IQN, new CreateLun().image("rbd/generated"));
        equal(0, lun.getLun());
        equal(
                List.of(lun.getNaa()),
                luns.lunList(IQN, null, null, null, null).getItems().stream()
                        .map(Lun::getNaa)
                        .toList());

        refused(409, () -> images.imageDelete("rbd", "generated", null));
        luns.lunDelete(IQN, 0);
        targets.targetDelete(IQN);
        images.imageDelete("rbd", "generated", null);
        refused(404, () -> images.imageGet("rbd", "generated", null));
        refused(404, () -> targets.targetGet(IQN));
        System.out.println("made, listed and deleted");
    }

    private interface Call {
        void run() throws ApiException;
    }

    private static void refused(int status, Call call) throws ApiException {
        try {
            call.run();
        } catch (ApiException e) {
            if (e.getCode() == status) {
                return;
            }
            throw e;
        }
        throw new AssertionError("not refused with " + status);
    }

    private static void equal(Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new AssertionError("expected " + expected + ", and it is " + actual);
        }
    }
}

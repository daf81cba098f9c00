package dev.rbdgate.helm;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kubernetes.client.proto.Meta.ObjectMeta;
import io.kubernetes.client.proto.Runtime.Unknown;
import io.kubernetes.client.proto.V1.Secret;
import java.util.Base64;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The Secret in which Helm keeps a release. It is sent in the API's binary form. */
final class HelmRecord {

    /** What the binary form begins with (Kubernetes API concepts, "Protobuf encoding"). */
    private static final int MAGIC_BYTES = 4;

    private HelmRecord() {}

    static ObjectNode parse(byte[] body) {
        try {
            Unknown envelope =
                    Unknown.parseFrom(
                            ByteString.copyFrom(body, MAGIC_BYTES, body.length - MAGIC_BYTES));
            Secret secret = Secret.parseFrom(envelope.getRaw());
            ObjectNode object =
                    JsonMapper.shared()
                            .createObjectNode()
                            .put("apiVersion", envelope.getTypeMeta().getApiVersion())
                            .put("kind", envelope.getTypeMeta().getKind())
                            .put("type", secret.getType());
            ObjectMeta from = secret.getMetadata();
            ObjectNode metadata = object.putObject("metadata");
            metadata.put("name", from.getName()).put("namespace", from.getNamespace());
            ObjectNode labels = metadata.putObject("labels");
            from.getLabelsMap().forEach(labels::put);
            ObjectNode data = object.putObject("data");
            secret.getDataMap()
                    .forEach((key, value) ->
                            data.put(key, Base64.getEncoder().encodeToString(value.toByteArray())));
            return object;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("neither JSON nor a Secret", e);
        }
    }
}

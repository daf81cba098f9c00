package dev.rbdgate.helm;

import java.util.stream.Stream;

/** Values that between them switch each part of the chart on and off. */
final class ValuesMatrix {

    private ValuesMatrix() {}

    static Stream<String> values() {
        return Stream.of(
                "",
                "volumes: {demo: 10GiB, more: 1GiB}",
                "store: rados\nceph: {existingSecret: mine, user: gateway, pools: [rbd, fast]}",
                "store: rados\nceph: {conf: '[global]', keyring: '[client.admin]'}",
                "iscsi: {service: {type: NodePort, nodePort: 32260}}",
                """
                iscsi:
                  service: {type: LoadBalancer, loadBalancerIP: 192.0.2.10, loadBalancerSourceRanges: [192.0.2.0/24]}
                """,
                "iscsi: {service: {clusterIP: 'fd00::5', annotations: {a: b}}}",
                "api: {service: {type: LoadBalancer, externalTrafficPolicy: Local}}",
                "tls: {enabled: true}",
                "csi: {enabled: true}",
                """
                csi:
                  enabled: true
                  snapshots: true
                  topology: topology.example.net/gateway=a
                  chap: {existingSecret: mine}
                  controller: {replicas: 2}
                  node: {nodeSelector: {disk: fast}}
                  storageClass:
                    default: true
                    reclaimPolicy: Retain
                    fileSystem: xfs
                    parameters: {pool: fast, size: 10GiB, stripeCount: "4", chap: mutual, readIops: "2000", writeBytes: 100MiB}
                  attributesClasses: {gold: {readIops: none}, silver: {readIops: "500", burstSeconds: "0.5"}}
                tls: {enabled: true}
                image: {pullSecrets: [{name: registry}]}
                """,
                "tls: {enabled: true, existingSecret: mine, iscsiPort: 3261}\nserviceMonitor: {enabled: true}",
                "token: {existingSecret: mine, existingOperatorSecret: op, existingViewerSecret: view}\ndiscoveryAuth: {user: hosts}",
                "discoveryAuth: {user: hosts, existingSecret: mine}\ntls: {enabled: true}",
                """
                networkPolicy:
                  enabled: true
                  initiatorCIDRs: [192.0.2.0/24, 'fd00::/64']
                  apiFrom: [{namespaceSelector: {matchLabels: {team: storage}}}]
                podDisruptionBudget: {enabled: true}
                """,
                """
                serviceMonitor: {enabled: true, labels: {release: prometheus}}
                prometheusRule: {enabled: true, labels: {release: prometheus}}
                dashboard: {enabled: true}
                """,
                """
                image: {repository: example.net/rbdgate, digest: 'sha256:%s', pullSecrets: [{name: registry}]}
                nodeSelector: {disk: fast}
                tolerations: [{key: storage, operator: Exists}]
                affinity: {nodeAffinity: {}}
                priorityClassName: system-cluster-critical
                podLabels: {a: b}
                podAnnotations: {c: d}
                persistence: {storageClass: fast, size: 1Ti, annotations: {e: f}}
                serviceAccount: {create: false}
                """
                        .formatted("0".repeat(64)));
    }
}

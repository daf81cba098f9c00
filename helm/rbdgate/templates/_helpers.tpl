{{- define "rbdgate.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{/* 52 characters leave room for what Kubernetes appends to the names of a StatefulSet's pods. */}}
{{- define "rbdgate.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains (include "rbdgate.name" .) .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "rbdgate.name" .) | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "rbdgate.selectorLabels" -}}
app.kubernetes.io/name: {{ include "rbdgate.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "rbdgate.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "rbdgate.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "rbdgate.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "rbdgate.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "rbdgate.tokenSecret" -}}
{{- default (printf "%s-token" (include "rbdgate.fullname" .)) .Values.token.existingSecret -}}
{{- end -}}

{{- define "rbdgate.operatorSecret" -}}
{{- default (printf "%s-operator-token" (include "rbdgate.fullname" .)) .Values.token.existingOperatorSecret -}}
{{- end -}}

{{- define "rbdgate.viewerSecret" -}}
{{- default (printf "%s-viewer-token" (include "rbdgate.fullname" .)) .Values.token.existingViewerSecret -}}
{{- end -}}

{{- define "rbdgate.tlsSecret" -}}
{{- default (printf "%s-tls" (include "rbdgate.fullname" .)) .Values.tls.existingSecret -}}
{{- end -}}

{{- define "rbdgate.discoverySecret" -}}
{{- default (printf "%s-discovery" (include "rbdgate.fullname" .)) .Values.discoveryAuth.existingSecret -}}
{{- end -}}

{{- define "rbdgate.cephSecret" -}}
{{- default (printf "%s-ceph" (include "rbdgate.fullname" .)) .Values.ceph.existingSecret -}}
{{- end -}}

{{- define "rbdgate.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "rbdgate.url" -}}
{{- printf "%s://%s-api.%s.svc:%d" (ternary "https" "http" .Values.tls.enabled) (include "rbdgate.fullname" .) .Release.Namespace (int .Values.api.port) -}}
{{- end -}}

{{/* What initiators are told to connect to. They are nodes, and hosts outside: a pod's own address does not last. */}}
{{- define "rbdgate.advertise" -}}
{{- $service := .Values.iscsi.service -}}
{{- if .Values.iscsi.advertise -}}
{{- join "," .Values.iscsi.advertise -}}
{{- else if and (eq $service.type "LoadBalancer") $service.loadBalancerIP -}}
{{- include "rbdgate.socket" (list $service.loadBalancerIP .Values.iscsi.port) -}}
{{- else if eq $service.type "NodePort" -}}
{{- if $service.nodePort -}}
$(HOST_IP):{{ $service.nodePort }}
{{- else -}}
{{- fail "iscsi.service.type NodePort needs iscsi.service.nodePort, which initiators are told" -}}
{{- end -}}
{{- else if and (eq $service.type "ClusterIP") $service.clusterIP -}}
{{- include "rbdgate.socket" (list $service.clusterIP .Values.iscsi.port) -}}
{{- else if eq $service.type "ClusterIP" -}}
{{- if .Release.IsUpgrade -}}
{{- $present := lookup "v1" "Service" .Release.Namespace (printf "%s-iscsi" (include "rbdgate.fullname" .)) -}}
{{- if $present -}}
{{- include "rbdgate.socket" (list $present.spec.clusterIP .Values.iscsi.port) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "rbdgate.socket" -}}
{{- $address := index . 0 -}}
{{- if contains ":" $address -}}[{{ $address }}]{{- else -}}{{ $address }}{{- end -}}:{{ index . 1 }}
{{- end -}}

{{/* What the restricted Pod Security Standard asks of a pod and of a container, and a read-only root. */}}
{{- define "rbdgate.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .Values.user }}
runAsGroup: {{ .Values.group }}
fsGroup: {{ .Values.group }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "rbdgate.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop:
    - ALL
{{- end -}}

{{/*
A Secret whose one value is made at the first installation and found again by each upgrade.
Takes the context, the name, the key and the number of characters.
*/}}
{{- define "rbdgate.keptSecret" -}}
{{- $context := index . 0 }}
{{- $name := index . 1 }}
{{- $key := index . 2 }}
{{- $present := dict }}
{{- if $context.Release.IsUpgrade }}
{{- $present = lookup "v1" "Secret" $context.Release.Namespace $name }}
{{- end -}}
apiVersion: v1
kind: Secret
metadata:
  name: {{ $name }}
  labels:
    {{- include "rbdgate.labels" $context | nindent 4 }}
type: Opaque
data:
  {{- if $present }}
  {{ $key }}: {{ index $present.data $key | quote }}
  {{- else }}
  {{ $key }}: {{ randAlphaNum (index . 3) | b64enc | quote }}
  {{- end }}
{{- end -}}

{{/* How a pod calls the gateway with the command line. Takes the context, and a Secret with its key. */}}
{{- define "rbdgate.client" -}}
{{- $secret := index . 1 }}
{{- $key := index . 2 }}
{{- with index . 0 -}}
env:
  - name: RBDGATE_URL
    value: {{ include "rbdgate.url" . | quote }}
  - name: RBDGATE_TOKEN
    valueFrom:
      secretKeyRef:
        name: {{ $secret }}
        key: {{ $key }}
  {{- if .Values.tls.enabled }}
  - name: RBDGATE_CA
    value: /etc/rbdgate/tls/ca.crt
  {{- end }}
volumeMounts:
  - name: tmp
    mountPath: /tmp
  {{- if .Values.tls.enabled }}
  - name: tls
    mountPath: /etc/rbdgate/tls
    readOnly: true
  {{- end }}
{{- end }}
{{- end -}}

{{- define "rbdgate.clientVolumes" -}}
- name: tmp
  emptyDir: {}
{{- if .Values.tls.enabled }}
- name: tls
  secret:
    secretName: {{ include "rbdgate.tlsSecret" . }}
    defaultMode: 0440
    items:
      - key: ca.crt
        path: ca.crt
{{- end }}
{{- end -}}

{{- define "rbdgate.cli" -}}
command:
  - /opt/rbdgate/jre/bin/java
  - -jar
  - /opt/rbdgate/cli/rbdgate-cli.jar
{{- end -}}

{{- define "rbdgate.chapSecret" -}}
{{- default (printf "%s-csi-chap" (include "rbdgate.fullname" .)) .Values.csi.chap.existingSecret -}}
{{- end -}}

{{- define "rbdgate.sidecar" -}}
{{- $csi := (index . 0).Values.csi -}}
{{- printf "%s/%s" $csi.sidecars.registry (index $csi.sidecars (index . 1)) -}}
{{- end -}}

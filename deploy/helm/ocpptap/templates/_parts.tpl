{{- /* Parts that several manifests share. */}}

{{- define "ocpptap.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "ocpptap.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "ocpptap.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "ocpptap.selector" -}}
app.kubernetes.io/name: {{ include "ocpptap.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "ocpptap.labels" -}}
{{ include "ocpptap.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "ocpptap.image" -}}
{{- if .Values.image.digest -}}
{{ printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else -}}
{{ printf "%s:%s" .Values.image.repository (.Values.image.tag | default (printf "%s-slim" .Chart.AppVersion)) }}
{{- end -}}
{{- end -}}

{{- /* The port at the end of "0.0.0.0:9000", "[::]:9000" or 9000. */}}
{{- define "ocpptap.port" -}}
{{- splitList ":" (toString .) | last -}}
{{- end -}}

{{- /* Of every pod. */}}
{{- define "ocpptap.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- /* Of every container. */}}
{{- define "ocpptap.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop:
    - ALL
{{- end -}}

{{- define "ocpptap.variables" -}}
- name: OCPPTAP_CONFIG
  value: /etc/ocpptap/ocpptap.yaml
- name: OCPPTAP_DATA
  value: /var/lib/ocpptap
- name: OCPPTAP_INSTANCE
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
{{- if .Values.redis.name }}
- name: OCPPTAP_REDIS_URL_FILE
  value: /run/secrets/ocpptap/redis/{{ .Values.redis.key }}
{{- end }}
{{- range $variable, $secret := .Values.secretVariables }}
- name: {{ $variable }}
  valueFrom:
    secretKeyRef:
      name: {{ $secret.name }}
      key: {{ $secret.key }}
{{- end }}
{{- end -}}

{{- /* A relay never needs the store's password, and does not get it. */}}
{{- define "ocpptap.storeVariable" -}}
- name: OCPPTAP_STORE_URL_FILE
  value: /run/secrets/ocpptap/store/{{ .Values.store.key }}
{{- if .Values.store.readKey }}
- name: OCPPTAP_STORE_READ_URL_FILE
  value: /run/secrets/ocpptap/store/{{ .Values.store.readKey }}
{{- end }}
{{- end -}}

{{- define "ocpptap.storeMount" -}}
- name: store
  mountPath: /run/secrets/ocpptap/store
  readOnly: true
{{- end -}}

{{- define "ocpptap.mounts" -}}
- name: config
  mountPath: /etc/ocpptap
  readOnly: true
- name: data
  mountPath: /var/lib/ocpptap
- name: tmp
  mountPath: /tmp
{{- if .Values.redis.name }}
- name: redis
  mountPath: /run/secrets/ocpptap/redis
  readOnly: true
{{- end }}
{{- range $index, $mount := .Values.mounts }}
- name: {{ printf "secret-%d" $index }}
  mountPath: {{ $mount.path }}
  readOnly: true
{{- end }}
{{- end -}}

{{- define "ocpptap.volumes" -}}
- name: config
  configMap:
    name: {{ include "ocpptap.fullname" . }}
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
- name: store
  secret:
    secretName: {{ required "store.name is needed: the Secret with the URL of ClickHouse" .Values.store.name }}
    defaultMode: 0440
{{- if .Values.redis.name }}
- name: redis
  secret:
    secretName: {{ .Values.redis.name }}
    defaultMode: 0440
{{- end }}
{{- range $index, $mount := .Values.mounts }}
- name: {{ printf "secret-%d" $index }}
  secret:
    secretName: {{ $mount.secret }}
    defaultMode: 0440
{{- end }}
{{- end -}}

{{- /* Asks the role itself, over its socket: what another role lacks must not end its links. */}}
{{- define "ocpptap.probes" -}}
startupProbe:
  exec:
    command: [node, /app/dist/observe/probe-process.js, ready, /var/lib/ocpptap, {{ . }}]
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 60
livenessProbe:
  exec:
    command: [node, /app/dist/observe/probe-process.js, alive, /var/lib/ocpptap, {{ . }}]
  periodSeconds: 20
  timeoutSeconds: 10
  failureThreshold: 6
readinessProbe:
  exec:
    command: [node, /app/dist/observe/probe-process.js, ready, /var/lib/ocpptap, {{ . }}]
  periodSeconds: 15
  timeoutSeconds: 5
  failureThreshold: 2
{{- end -}}

{{- define "ocpptap.liveness" -}}
livenessProbe:
  exec:
    command: [node, /app/dist/observe/probe-process.js, alive, /var/lib/ocpptap, {{ . }}]
  initialDelaySeconds: 60
  periodSeconds: 30
  timeoutSeconds: 10
  failureThreshold: 6
{{- end -}}

{{- define "ocpptap.placement" -}}
{{- with .nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

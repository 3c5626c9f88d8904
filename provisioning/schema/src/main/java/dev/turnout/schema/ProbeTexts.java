package dev.turnout.schema;

import dev.turnout.core.model.ProbeQuestion;
import dev.turnout.core.model.ProbeQuestion.StatusRange;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts of a health check, none of which may smuggle a line into a request. */
final class ProbeTexts {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]*");
    private static final Pattern VISIBLE = Pattern.compile("[!-~]*");
    private static final Pattern STATUS = Pattern.compile("([1-5][0-9]{2})(?:-([1-5][0-9]{2}))?");

    private final Findings findings;
    private final Fields fields;

    ProbeTexts(Findings findings) {
        this.findings = findings;
        this.fields = new Fields(findings);
    }

    Optional<String> host(String path, String text) {
        if (text.length() > Limits.HOST_LENGTH || !HOST.matcher(text).matches()) {
            refuse(path, "a host has at most 255 letters, digits and '.-_:[]'");
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    String path(String path, String text) {
        if (text.isEmpty()) {
            return ProbeQuestion.Http.DEFAULT_PATH;
        }
        if (!text.startsWith("/")) {
            refuse(path, "a path begins with '/'");
        }
        return visible(path, text, Limits.PATH_LENGTH);
    }

    String visible(String path, String text, int longest) {
        if (text.length() > longest || !VISIBLE.matcher(text).matches()) {
            refuse(path, "it has at most " + longest + " visible ASCII characters and no blank");
        }
        return text;
    }

    Optional<String> body(String path, String text) {
        if (text.length() > Limits.BODY_LENGTH) {
            refuse(path, "it has at most " + Limits.BODY_LENGTH + " characters");
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    List<StatusRange> statuses(String path, List<String> texts) {
        int count = fields.within(path, texts.size(), Limits.STATUS_RANGES);
        List<StatusRange> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Optional<StatusRange> range = status(texts.get(i));
            range.ifPresent(ranges::add);
            if (range.isEmpty()) {
                String message = Quote.of(texts.get(i)) + " is no status: write 204, or 200-399, from 100 to 599";
                findings.add(ConfigCode.BAD_STATUS, path + "[" + i + "]", message);
            }
        }
        return texts.isEmpty() ? ProbeQuestion.Http.DEFAULT_EXPECTED : ranges;
    }

    private static Optional<StatusRange> status(String text) {
        Matcher matcher = STATUS.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        return first <= last ? Optional.of(new StatusRange(first, last)) : Optional.empty();
    }

    Optional<String> certificates(String path, String pem) {
        if (pem.isEmpty()) {
            return Optional.empty();
        }
        if (pem.length() > Limits.PEM_LENGTH) {
            refuse(path, "it has at most 64 KiB");
        } else if (!holdsCertificates(pem)) {
            String message = "this holds no certificates in PEM: give them whole, from BEGIN to END CERTIFICATE";
            findings.add(ConfigCode.BAD_CERTIFICATE, path, message);
        }
        return Optional.of(pem);
    }

    private static boolean holdsCertificates(String pem) {
        try {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
                    .isEmpty();
        } catch (CertificateException notThose) {
            return false;
        }
    }

    private void refuse(String path, String rule) {
        findings.add(ConfigCode.HEALTH_CHECK_TEXT, path, "the text cannot be used: " + rule);
    }
}

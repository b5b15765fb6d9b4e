package org.sallyport.proxy.tls;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Reads and writes keys and certificates as PEM. */
final class AuthorityFiles {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final long MAX_FILE = 1 << 20;

    private AuthorityFiles() {}

    /** All certificates in a file, at least one. */
    static List<X509Certificate> readCertificates(Path file) throws AuthorityException {
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        List<X509Certificate> certificates = new ArrayList<>();
        for (Object object : readAll(file)) {
            if (object instanceof X509CertificateHolder holder) {
                try {
                    certificates.add(converter.getCertificate(holder));
                } catch (CertificateException e) {
                    throw new AuthorityException(file + " has a certificate in it that can't be read", e);
                }
            }
        }
        if (certificates.isEmpty()) {
            throw new AuthorityException(file + " has no certificate in PEM in it");
        }
        return certificates;
    }

    /** The key in a file that nobody but its owner can read. */
    static PrivateKey readKey(Path file) throws AuthorityException {
        refuseReadableByOthers(file);
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        try {
            for (Object object : readAll(file)) {
                switch (object) {
                    case PrivateKeyInfo key -> {
                        return converter.getPrivateKey(key);
                    }
                    case PEMKeyPair pair -> {
                        return converter.getPrivateKey(pair.getPrivateKeyInfo());
                    }
                    case PKCS8EncryptedPrivateKeyInfo encrypted -> throw encrypted(file);
                    case PEMEncryptedKeyPair encrypted -> throw encrypted(file);
                    default -> {
                        // Parameters of a curve, or a certificate, may stand beside the key.
                    }
                }
            }
        } catch (PEMException e) {
            // What it says may be part of the key.
            throw new AuthorityException(file + " has a key in it that can't be read");
        }
        throw new AuthorityException(file + " has no private key in PEM in it");
    }

    private static AuthorityException encrypted(Path file) {
        return new AuthorityException(
                file + " is encrypted, and there is nobody to ask for its password when the gateway"
                        + " starts; store it unencrypted, readable by the gateway's account only");
    }

    private static void refuseReadableByOthers(Path file) throws AuthorityException {
        if (!POSIX || !Files.exists(file)) {
            return;
        }
        try {
            Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
            Set<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
            others.addAll(found);
            others.removeAll(OWNER_ONLY);
            others.remove(PosixFilePermission.OWNER_EXECUTE);
            if (!others.isEmpty()) {
                throw new AuthorityException(file + " can be used by others than its owner ("
                        + PosixFilePermissions.toString(found)
                        + "): whoever reads it can pretend to be any host; run chmod 600, and think about who may have read"
                        + " it");
            }
        } catch (IOException e) {
            throw new AuthorityException("the permissions of " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    private static List<Object> readAll(Path file) throws AuthorityException {
        List<Object> objects = new ArrayList<>();
        try {
            if (!Files.exists(file)) {
                throw new AuthorityException(file + " does not exist");
            }
            if (Files.size(file) > MAX_FILE) {
                throw new AuthorityException(file + " is larger than " + MAX_FILE + " bytes");
            }
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
                    PEMParser parser = new PEMParser(reader)) {
                for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                    objects.add(object);
                }
            }
        } catch (IOException e) {
            throw new AuthorityException(file + " can't be read as PEM");
        } catch (RuntimeException e) {
            // The library throws some of these for broken content.
            throw new AuthorityException(file + " has broken PEM in it");
        }
        return objects;
    }

    static String pem(X509Certificate certificate) throws AuthorityException {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateException | IOException e) {
            throw new AuthorityException("the certificate can't be written as PEM", e);
        }
    }

    private static String pem(String type, byte[] content) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, content));
        }
        return text.toString();
    }

    static void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, attributes("rwx------"));
        }
    }

    static void writeKey(Path file, PrivateKey key) throws IOException {
        write(file, pem("PRIVATE KEY", key.getEncoded()), attributes("rw-------"));
    }

    static void writeCertificate(Path file, X509Certificate certificate) throws IOException, AuthorityException {
        write(file, pem(certificate), attributes("rw-r--r--"));
    }

    /** A file that is there whole or not at all, and has its permissions before it has its content. */
    private static void write(Path file, String content, FileAttribute<?>... attributes) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        try (FileChannel out =
                FileChannel.open(part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static FileAttribute<?>[] attributes(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}

/** Whose certificates are trusted. */
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';

/**
 * Trusts some PEM certificates besides all that Node trusts: its own, those of NODE_EXTRA_CA_CERTS, those of the system where
 * it was told to take them (--use-openssl-ca, SSL_CERT_FILE, --use-system-ca). As an option (`ca`) they would take the place of
 * the others, and no list has all of these: that of `tls.rootCertificates` has only Node's own.
 */
export function trustBesides(certificates: Buffer): SecureContext {
  const context = createSecureContext();
  const store = context.context as { addCACert(certificates: Buffer): void };
  // Node 20 leaves these out as soon as any are added.
  for (const added of [certificates, ...extraCertificates()]) store.addCACert(added);
  return context;
}

function extraCertificates(): Buffer[] {
  const file = process.env['NODE_EXTRA_CA_CERTS'] ?? '';
  if (file === '') return [];
  try {
    return [readFileSync(file)];
  } catch {
    // Node has said so when it began, and goes on without.
    return [];
  }
}

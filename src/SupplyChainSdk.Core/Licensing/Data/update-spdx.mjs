// Makes spdx-licenses.json from registry packages of the SPDX list: node update-spdx.mjs, then read the difference and run the tests.
// To refresh: raise the versions below to ones that were reviewed, and compare FSF_LIBRE with the list that it is taken from.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGES = {
  'spdx-license-ids': { version: '3.0.24', license: 'CC0-1.0' }, // which ids there are, and which are deprecated
  'spdx-license-list': { version: '6.12.0', license: 'CC0-1.0' }, // names and OSI flags
  'spdx-exceptions': { version: '2.5.0', license: 'CC-BY-3.0' }, // which exceptions there are
};

// isFsfLibre: no registry package of the list has it, so the ids stand here. Origin: the SPDX list at revision bf9d9a6 as
// NuGet.Packaging of the .NET SDK 10.0.401 (Apache-2.0) holds it; a test compares the two.
const FSF_LIBRE = `
  AFL-1.1 AFL-1.2 AFL-2.0 AFL-2.1 AFL-3.0 AGPL-3.0-only AGPL-3.0-or-later Apache-1.0 Apache-1.1 Apache-2.0 APSL-2.0 Artistic-2.0
  BitTorrent-1.1 BSD-2-Clause BSD-3-Clause BSD-3-Clause-Clear BSD-4-Clause BSL-1.0 CC-BY-4.0 CC-BY-SA-4.0 CC0-1.0 CDDL-1.0
  CECILL-2.0 CECILL-B CECILL-C ClArtistic Condor-1.1 CPAL-1.0 CPL-1.0 ECL-2.0 EFL-2.0 EPL-1.0 EPL-2.0 EUDatagrid EUPL-1.1 EUPL-1.2
  FSFAP FTL GFDL-1.1-only GFDL-1.1-or-later GFDL-1.2-only GFDL-1.2-or-later GFDL-1.3-only GFDL-1.3-or-later gnuplot GPL-2.0-only
  GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later HPND IJG iMatix Imlib2 Intel IPA IPL-1.0 ISC LGPL-2.1-only LGPL-2.1-or-later
  LGPL-3.0-only LGPL-3.0-or-later LPL-1.02 LPPL-1.2 LPPL-1.3a MIT MPL-1.1 MPL-2.0 MS-PL MS-RL NCSA Nokia NOSL NPL-1.0 NPL-1.1
  ODbL-1.0 OFL-1.0 OFL-1.1 OLDAP-2.3 OLDAP-2.7 OpenSSL OSL-1.0 OSL-1.1 OSL-2.0 OSL-2.1 OSL-3.0 PHP-3.01 Python-2.0 QPL-1.0 RPSL-1.0
  Ruby SGI-B-2.0 SISSL Sleepycat SMLNJ SPL-1.0 Unlicense UPL-1.0 Vim W3C WTFPL X11 XFree86-1.1 xinetd YPL-1.1 Zend-2.0 Zimbra-1.3
  Zlib ZPL-2.0 ZPL-2.1
`.trim().split(/\s+/);

// Successors of deprecated ids (the list's obsoletedBy, or the form that its notes recommend). The plain GNU ids follow a rule below.
// Net-SNMP is a stack of several licences and has no single successor.
const SUCCESSORS = {
  'BSD-2-Clause-FreeBSD': 'BSD-2-Clause-Views',
  'BSD-2-Clause-NetBSD': 'BSD-2-Clause',
  'GPL-2.0-with-GCC-exception': 'GPL-2.0-only WITH GCC-exception-2.0',
  'GPL-2.0-with-autoconf-exception': 'GPL-2.0-only WITH Autoconf-exception-2.0',
  'GPL-2.0-with-bison-exception': 'GPL-2.0-only WITH Bison-exception-2.2',
  'GPL-2.0-with-classpath-exception': 'GPL-2.0-only WITH Classpath-exception-2.0',
  'GPL-2.0-with-font-exception': 'GPL-2.0-only WITH Font-exception-2.0',
  'GPL-3.0-with-GCC-exception': 'GPL-3.0-only WITH GCC-exception-3.1',
  'GPL-3.0-with-autoconf-exception': 'GPL-3.0-only WITH Autoconf-exception-3.0',
  'Nunit': 'zlib-acknowledgement',
  'StandardML-NJ': 'SMLNJ',
  'bzip2-1.0.5': 'bzip2-1.0.6',
  'eCos-2.0': 'GPL-2.0-or-later WITH eCos-exception-2.0',
  'wxWindows': 'LGPL-2.0-or-later WITH WxWindows-exception-3.1',
};

const byOrdinal = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const folder = mkdtempSync(join(tmpdir(), 'spdx-'));
try {
  const specs = Object.entries(PACKAGES).map(([name, { version }]) => `${name}@${version}`);
  execFileSync('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', ...specs], { stdio: ['ignore', 'ignore', 'inherit'] });
  const read = path => JSON.parse(readFileSync(join(folder, 'node_modules', path), 'utf8'));
  for (const [name, { version, license }] of Object.entries(PACKAGES)) {
    const found = read(`${name}/package.json`);
    if (found.version !== version || found.license !== license) throw new Error(`${name}: version or licence is not the one expected`);
  }
  const current = read('spdx-license-ids/index.json');
  const deprecated = read('spdx-license-ids/deprecated.json');
  const details = read('spdx-license-list/spdx.json');
  const known = new Set([...current, ...deprecated]);
  for (const id of [...FSF_LIBRE, ...Object.keys(SUCCESSORS)]) if (!known.has(id)) throw new Error(`${id} is not on the list`);

  const licenses = [...known].sort(byOrdinal).map(id => {
    const entry = { id, name: details[id]?.name ?? id };
    if (details[id]?.osiApproved) entry.osi = true;
    if (FSF_LIBRE.includes(id)) entry.fsf = true;
    if (deprecated.includes(id)) {
      entry.deprecated = true;
      const successor = SUCCESSORS[id] ?? (known.has(`${id}-only`) ? `${id}-only` : undefined);
      if (successor) entry.use = successor;
    }
    return '    ' + JSON.stringify(entry);
  });
  const exceptionsDeprecated = read('spdx-exceptions/deprecated.json');
  const exceptions = [...read('spdx-exceptions/index.json'), ...exceptionsDeprecated].sort(byOrdinal)
    .map(id => '    ' + JSON.stringify(exceptionsDeprecated.includes(id) ? { id, deprecated: true } : { id }));
  const origin = Object.entries(PACKAGES).map(([name, { version, license }]) => `${name} ${version} (${license})`).join(', ');
  const text = `{
  "notice": "Made by update-spdx.mjs; do not edit. Facts of the SPDX License List (CC0-1.0; SPDX is a trademark of The Linux Foundation), taken from the npm packages ${origin}; FSF flags from the list in NuGet.Packaging (Apache-2.0).",
  "version": "spdx-license-ids ${PACKAGES['spdx-license-ids'].version}",
  "licenses": [
${licenses.join(',\n')}
  ],
  "exceptions": [
${exceptions.join(',\n')}
  ]
}
`;
  writeFileSync(join(dirname(fileURLToPath(import.meta.url)), 'spdx-licenses.json'), text);
  console.log(`${licenses.length} licences, ${exceptions.length} exceptions`);
} finally {
  rmSync(folder, { recursive: true });
}

/** Words the seed builds people, workspaces and keys from. */

export const givenNames = [
  'Amara', 'Yuki', 'Lars', 'Priya', 'Diego', 'Chloé', 'Kwame', 'Ingrid', 'Mateo', 'Aisha', 'Søren', 'Leila', 'Tomasz',
  'Mei', 'Oluwaseun', 'Zofia', 'Rafael', 'Hana', 'Émile', 'Nia', 'Jörg', 'Fatima', 'Andrei', 'Sofía', 'Thabo', 'Wei',
  'Anneke', 'Ravi', 'Camila', 'Yusuf', 'Freja', 'Minh', 'Giulia', 'Omar', 'Katarzyna', 'Jun', 'Beatriz', 'Mikael',
  'Nadia', 'Arjun', 'Elif', 'Callum', 'Siobhán', 'Ivan', 'Marta', 'Kenji', 'Zainab', 'Henrik', 'Lucía', 'Babak',
  'Adaeze', 'Viktor', 'Noor', 'Paulo', 'Ananya', 'Grace', 'Stefan', 'Ji-woo', 'Miriam', 'Tariq', 'Eleni', 'Jonas',
] // prettier-ignore

export const familyNames = [
  'Okafor', 'Tanaka', 'Lindqvist', 'Sharma', 'Herrera', 'Dubois', 'Mensah', 'Haugen', 'Silva', 'Rahman', 'Nielsen',
  'Haddad', 'Kowalski', 'Chen', 'Adeyemi', 'Nowak', 'Costa', 'Sato', 'Lefèvre', 'Mwangi', 'Müller', 'Al-Sayed',
  'Popescu', 'García', 'Nkosi', 'Zhang', 'de Vries', 'Patel', 'Rojas', 'Demir', 'Jensen', 'Nguyen', 'Ricci', 'Farouk',
  'Wójcik', 'Park', 'Almeida', 'Virtanen', 'Petrova', 'Iyer', 'Yılmaz', 'MacLeod', "O'Brien", 'Horvat', 'Nováková',
  'Kobayashi', 'Bello', 'Bergström', 'Fernández', 'Karimi', 'Eze', 'Sokolov', 'van den Berg', 'Moreira', 'Reddy',
  'Osei', 'Schneider', 'Kim', 'Cohen', 'Hussain', 'Papadopoulos', 'Weber', 'Johansson', 'Duarte', 'Banerjee', 'Lam',
] // prettier-ignore

export const mailDomains = [
  'example.com',
  'example.com',
  'example.com',
  'example.org',
  'labs.example.com',
  'eu.example.org',
]

/** The first seven are in every world of that size; the repeated name is there because names are not unique. */
export const workspaceNames = [
  'Production', 'Research', 'Support Copilot', 'Research', 'Data Platform', 'Staging', 'Sandbox', 'Mobile', 'Search',
  'Billing Automation', 'Fraud Detection', 'Localisation', 'Sales Assistant', 'Legal Review', 'Developer Experience',
  'Content Moderation', 'Onboarding', 'Security Operations', 'Document Intake', 'Hiring', 'Procurement', 'Marketing',
  'Voice', 'Evaluation', 'Forecasting', 'Incident Response', 'Knowledge Base', 'Partner API', 'Quality', 'Finance Close',
] // prettier-ignore

export const regions = ['EU', 'US', 'APAC', 'LATAM', 'MEA']

export const archivedWorkspaceNames = ['Hackathon 2025', 'Chatbot Pilot']

export const keyPurposes = [
  'ci-deploy', 'nightly-evals', 'support-bot', 'staging-backend', 'prod-backend', 'notebook', 'data-pipeline',
  'ticket-triage', 'translation-job', 'load-test', 'summariser', 'code-review', 'search-index', 'slack-bot',
  'invoice-reader', 'etl-worker', 'local-dev', 'mobile-api', 'moderation', 'release-notes', 'smoke-test',
] // prettier-ignore

export const serviceAccountNames = ['github-actions', 'terraform', 'billing-export']

import type { Config } from 'tailwindcss'

const token = (name: string) => `var(--${name})`

/** Only tokens of app/globals.css have a name here: a colour or size that is not a token cannot be written as a class. */
const config: Config = {
  content: [],
  theme: {
    screens: { desk: '900px', wide: '1280px' },
    colors: {
      transparent: 'transparent',
      current: 'currentColor',
      surface: token('surface'),
      sunken: token('sunken'),
      raised: token('raised'),
      hover: token('hover'),
      line: token('line'),
      control: token('control'),
      ink: token('ink'),
      soft: token('ink-soft'),
      accent: token('accent'),
      'accent-ink': token('accent-ink'),
      'accent-wash': token('accent-wash'),
      good: token('good'),
      'good-wash': token('good-wash'),
      caution: token('caution'),
      'caution-wash': token('caution-wash'),
      danger: token('danger'),
      'danger-wash': token('danger-wash'),
      info: token('info'),
      'info-wash': token('info-wash'),
    },
    fontFamily: {
      sans: ['system-ui', '-apple-system', '"Segoe UI"', 'Roboto', '"Helvetica Neue"', 'Arial', 'sans-serif'],
      mono: ['ui-monospace', '"SF Mono"', 'SFMono-Regular', 'Menlo', 'Consolas', '"DejaVu Sans Mono"', 'monospace'],
    },
    fontSize: { small: ['12px', '16px'], base: ['14px', '20px'], large: ['18px', '24px'] },
    fontWeight: { normal: '400', strong: '600' },
    borderRadius: { none: '0', small: '3px', DEFAULT: '5px', large: '8px', full: '9999px' },
  },
}

export default config

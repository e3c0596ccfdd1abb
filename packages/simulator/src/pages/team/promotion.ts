import type { Manifest } from '../../state/model.ts'

/** What the SocialHub Team looks at before it promotes a Manifest. */
export interface PromotionCheck {
  text: string
  met: boolean
  /** Without it there is no promotion; the others are good to have. */
  required: boolean
}

export function promotionChecks({ callbacks, branding, webhook }: Manifest): PromotionCheck[] {
  return [
    {
      text: 'callbacks.channelCreation, where “Add Channel” leads',
      met: !!callbacks?.channelCreation,
      required: true,
    },
    {
      text: 'callbacks.channelReactivation, where “Reactivate” leads',
      met: !!callbacks?.channelReactivation,
      required: false,
    },
    {
      text: 'branding with an icon and a colour',
      met: !!branding?.icon && !!branding.color,
      required: false,
    },
    {
      text: 'a webhook, which Ticket Actions need',
      met: !!webhook,
      required: false,
    },
  ]
}

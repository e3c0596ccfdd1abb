import Type from 'typebox'

declare const _default: import('@hubward/plugin').NetworkPlugin<
  Type.TObject<{}>,
  Type.TObject<{}>,
  Type.TObject<{
    server: Type.TString
    token: Type.TString
  }>,
  Type.TInteger
>
export default _default
